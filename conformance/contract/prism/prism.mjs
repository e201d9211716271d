// Runs Prism with the arguments of the program, and ends when its standard input is closed. The input is a pipe from the
// Go test that starts this program, so that it also ends if the test is killed.
process.stdin.on('close', () => process.exit());
process.stdin.resume();
await import('@stoplight/prism-cli');
