// The entry of a bundle; the bundler replaces this file's content. See entry-source.ts.
export {};
