// Package sample creates small files for tests: images with given metadata, videos without pictures, and EXIF data. It
// writes most of them byte by byte, because Go's encoders do not write metadata and videos.
package sample
