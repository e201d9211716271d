package urlbuilder

// VideoCodecName is a codec for [VideoCodec].
type VideoCodecName string

// Video codecs.
const (
	VideoH264 VideoCodecName = "h264" // in MP4
	VideoVP9  VideoCodecName = "vp9"  // in WebM
	VideoAV1  VideoCodecName = "av1"  // in WebM
	NoVideo   VideoCodecName = "none" // sound only
)

// VideoCodec sets the video codec of a video. By default, it depends on [Format]. In a URL: vc-h264.
//
// See https://imagekit.io/docs/video-optimization#video-codec---vc
func VideoCodec(codec VideoCodecName) Param {
	return valueParam(codeOfVideoCodec, string(codec))
}

// AudioCodecName is a codec for [AudioCodec].
type AudioCodecName string

// Audio codecs.
const (
	AudioAAC  AudioCodecName = "aac"  // in MP4
	AudioOpus AudioCodecName = "opus" // in WebM
	NoAudio   AudioCodecName = "none" // a silent video
)

// AudioCodec sets the audio codec of a video. By default, it depends on [Format]. In a URL: ac-none.
//
// See https://imagekit.io/docs/video-optimization#audio-codec---ac
func AudioCodec(codec AudioCodecName) Param {
	return valueParam(codeOfAudioCodec, string(codec))
}

// StartOffset sets the time at which a video begins, from 0, which is the default. Everything before it is cut off. For
// a thumbnail of a video, it selects the frame. The time is in seconds, see [Seconds]. In a URL: so-5, so-10.55.
//
// See https://imagekit.io/docs/trim-videos#start-offset---so
func StartOffset[T Seconds](seconds T) Param { return scalarParam(codeOfStartOffset, seconds) }

// EndOffset sets the time at which a video ends, above 0 and less than its length. Everything after it is cut off. By
// default, nothing is cut off. The time is in seconds, see [Seconds]. In a URL: eo-15.
//
// See https://imagekit.io/docs/trim-videos#end-offset---eo
func EndOffset[T Seconds](seconds T) Param { return scalarParam(codeOfEndOffset, seconds) }

// Duration sets the length of the part of a video that begins at [StartOffset], above 0. By default, the part extends
// to the end of the video. The time is in seconds, see [Seconds]. In a URL: du-10.5.
//
// See https://imagekit.io/docs/trim-videos#duration---du
func Duration[T Seconds](seconds T) Param { return scalarParam(codeOfDuration, seconds) }

// StreamingResolutions sets the heights in which a video is prepared for adaptive streaming: 240, 360, 480, 720, 1080,
// 1440 or 2160 pixels, each at most once. The path must end in /ik-master.m3u8 for HLS or in /ik-master.mpd for DASH.
// It cannot be combined with a size, a format, codecs or a quality, and it cannot be used in a layer. In a URL:
// sr-240_480_720.
//
// See https://imagekit.io/docs/adaptive-bitrate-streaming
func StreamingResolutions(heights ...int) Param {
	var v parts
	for _, height := range heights {
		v.number("", float64(height))
	}
	return v.param(codeOfStreamingResolutions)
}
