// Prints the PATH of its process: setup.mjs uses it to find out where `npm exec` put a program, on any platform.
console.log(process.env.PATH);
