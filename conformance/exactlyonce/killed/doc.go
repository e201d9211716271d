// Package killed has no code. Its test kills processes that upload the same files with UploadAll, and starts them again
// until each of them has uploaded all files. Each file must then be stored once.
//
//	make once KILLS=1000
package killed
