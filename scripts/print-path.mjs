// Prints the PATH of its process: how setup.mjs learns where `npm exec` put a program, on any platform.
console.log(process.env.PATH);
