// Package killed contains only a test. It starts processes that upload the same files with UploadAll, and kills and
// restarts them until each process has uploaded all files. Then each file must be stored exactly once.
//
//	make once KILLS=1000
package killed
