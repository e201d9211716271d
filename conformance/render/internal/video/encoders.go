package video

// codecOf is a codec in a container.
type codecOf struct {
	container Container
	codec     string
}

// videoEncoders return the options for the codecs of pictures that each container can have.
//
// Assumed: the quality is turned into a constant rate factor. 28 is that of quality 50 for H.264, and 5 levels of
// quality make 2 levels of the factor. 6 levels of the factor about double the size of a file. So a file of quality 90
// is about 6 times as large as one of quality 50, and 25 times as large as one of quality 20. The documentation
// publishes two pairs of sizes: 406 KB and 3.3 MB for 50 and 90 (8 times), 397 KB and 7.6 MB for 20 and 90 (19 times).
// https://imagekit.io/docs/video-optimization
var videoEncoders = map[codecOf]func(quality int) []string{
	{MP4, H264}: func(quality int) []string {
		return []string{
			"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", rateFactor(quality, 28, 51),
		}
	},
	{WebM, VP9}: func(quality int) []string {
		return []string{
			"-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "5",
			"-b:v", "0", "-crf", rateFactor(quality, 36, 63),
		}
	},
	{WebM, AV1}: func(quality int) []string {
		return []string{
			"-c:v", "libaom-av1", "-cpu-used", "8", "-b:v", "0", "-crf", rateFactor(quality, 36, 63),
		}
	},
}

// audioEncoders are the options for the codecs of sound.
var audioEncoders = map[codecOf][]string{
	{MP4, AAC}:   {"-c:a", "aac", "-b:a", "128k"},
	{WebM, Opus}: {"-c:a", "libopus", "-b:a", "96k"},
}

// rateFactor returns the constant rate factor for a quality: the one for quality 50, less 2 for each 5 levels above.
func rateFactor(quality, middle, largest int) string {
	return number(min(max(middle-(quality-50)*2/5, 1), largest))
}
