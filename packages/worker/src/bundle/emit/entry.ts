// A bundle's entry: the bundler replaces this file's content. See entry-source.ts.
export {};
