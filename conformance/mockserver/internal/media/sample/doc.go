// Package sample makes small files for tests: images with chosen metadata, videos without pictures, and EXIF data. Much
// of it is written byte by byte, because Go's encoders write neither metadata nor video.
package sample
