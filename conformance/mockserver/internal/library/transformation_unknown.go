package library

// maxUnknown bounds how many unknown parameters are looked for and reported: a URL of a megabyte can have 200,000.
const maxUnknown = 100
