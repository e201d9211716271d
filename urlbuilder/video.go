package urlbuilder

import "strings"

// VideoCodecName is what [VideoCodec] takes.
type VideoCodecName string

// Video codecs.
const (
	VideoH264 VideoCodecName = "h264" // in MP4
	VideoVP9  VideoCodecName = "vp9"  // in WebM
	VideoAV1  VideoCodecName = "av1"  // in WebM
	NoVideo   VideoCodecName = "none" // sound only
)

// VideoCodec is the codec of a video's pictures; by default it follows from [Format]. In a URL: vc-h264.
//
// See https://imagekit.io/docs/video-optimization#video-codec---vc
func VideoCodec(codec VideoCodecName) Param {
	return enumParam("vc", codec, VideoH264, VideoVP9, VideoAV1, NoVideo)
}

// AudioCodecName is what [AudioCodec] takes.
type AudioCodecName string

// Audio codecs.
const (
	AudioAAC  AudioCodecName = "aac"  // in MP4
	AudioOpus AudioCodecName = "opus" // in WebM
	NoAudio   AudioCodecName = "none" // a silent video
)

// AudioCodec is the codec of a video's sound; by default it follows from [Format]. In a URL: ac-none.
//
// See https://imagekit.io/docs/video-optimization#audio-codec---ac
func AudioCodec(codec AudioCodecName) Param {
	return enumParam("ac", codec, AudioAAC, AudioOpus, NoAudio)
}

// StartOffset cuts off a video before this time, from 0, the default; of a thumbnail of a video it is the frame. In a
// URL: so-5, so-10.55.
//
// See https://imagekit.io/docs/trim-videos#start-offset---so
func StartOffset[T Seconds](seconds T) Param { return secondsParam("so", seconds).atLeast(0) }

// EndOffset cuts off a video behind this time, above 0 and less than its length; its end by default. In a URL: eo-15.
//
// See https://imagekit.io/docs/trim-videos#end-offset---eo
func EndOffset[T Seconds](seconds T) Param { return secondsParam("eo", seconds).positive() }

// Duration is how much of a video stays behind [StartOffset], above 0; all by default. In a URL: du-10.5.
//
// See https://imagekit.io/docs/trim-videos#duration---du
func Duration[T Seconds](seconds T) Param { return secondsParam("du", seconds).positive() }

func secondsParam[T Seconds](name string, seconds T) Param {
	p := scalarParam(name, seconds, "")
	if p.problem == "" && p.kind != kindInt && p.decimals() > 2 {
		p.problem = "must have at most two decimals"
	}
	return p
}

// decimals returns how many digits stand behind the point of a number.
func (p *Param) decimals() int {
	text := p.text
	if p.kind == kindFloat {
		text = jsNumber(p.number)
	} else if _, ok := p.numeric(); !ok {
		return 0
	}
	_, digits, _ := strings.Cut(text, ".")
	return len(digits)
}

// StreamingResolutions are the heights in which a video is prepared for adaptive streaming: 240, 360, 480, 720, 1080,
// 1440 or 2160 pixels, each at most once. The path must end in /ik-master.m3u8 for HLS or in /ik-master.mpd for DASH. A
// size, a format, codecs and a quality cannot stand beside it, and it cannot stand in a layer. In a URL:
// sr-240_480_720.
//
// See https://imagekit.io/docs/adaptive-bitrate-streaming
func StreamingResolutions(heights ...int) Param {
	var v parts
	for i, height := range heights {
		v.startPart("")
		v.text = appendNumber(v.text, float64(height))
		switch height {
		case 240, 360, 480, 720, 1080, 1440, 2160:
		default:
			v.fail("a height", "must be 240, 360, 480, 720, 1080, 1440 or 2160")
		}
		for _, other := range heights[:i] {
			if other == height {
				v.fail("a height", "must stand there once")
			}
		}
	}
	if len(heights) == 0 {
		v.problem = "must not be empty"
	}
	return v.param("sr")
}
