package transformations_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// documentedValues has values of a parameter that the documentation allows, and similar values that it does not allow.
// The values are separated by spaces.
type documentedValues struct {
	source string // page of imagekit.io/docs, or type of @imagekit/nodejs 7.11.0
	text   string // transformation, with % as a placeholder for the value

	allowed, refused string
}

// Values of several parameters: anchors, objects for a focus, layers of all kinds, gradients and radii.
const (
	nineAnchors = "center top left bottom right top_left top_right bottom_left bottom_right"
	objects     = "person bicycle car motorcycle airplane bus train truck boat trafficLight fireHydrant stopSign " +
		"parkingMeter bench bird cat dog horse sheep cow elephant bear zebra giraffe backpack umbrella " +
		"handbag tie suitcase frisbee skis snowboard sportsBall kite baseballBat baseballGlove skateboard " +
		"surfboard tennisRacket bottle wineGlass cup fork knife spoon bowl banana apple sandwich orange " +
		"broccoli carrot hotDog pizza donut cake chair couch pottedPlant bed diningTable toilet tv laptop " +
		"mouse remote keyboard cellPhone microwave oven toaster sink refrigerator book clock vase scissors " +
		"teddyBear hairDrier toothbrush"
	allLayers = "text,i-a video,i-a.mp4 subtitles,i-a.srt image,i-a.jpg image,i-ik_canvas"

	gradients = "ld-top ld-bottom ld-left ld-right ld-top_left ld-top_right ld-bottom_left ld-bottom_right ld-0 " +
		"ld-359 from-red to-00FF0010 sp-0.5 sp-1 sp-300 sp-ih_div_2 ld-top_from-green_to-00FF0010_sp-1"
	notGradients = "ld-360 ld-N1 ld-1.5 ld-middle from-5_to-x sp-0 sp-1.5 sp-N1 red"
	radii        = "1 20 max 10_20_30_40 max_1_max_2 1_max_2_max"
	notRadii     = "N1 min 1.5 10_20 1_2_3_4_5 N1_1_1_1 1_N1_1_1 1_1_N1_1 1_1_1_N1 1.5_1_1_1 1_1.5_1_1 1_1_1.5_1 " +
		"1_1_1_1.5"
)

// documented has values of parameters of images.
var documented = []documentedValues{
	{
		"image-optimization#quality---q", "q-%",
		"1 50 100", "0 101 50.5 N1 auto",
	},
	{"effects-and-enhancements#blur---bl", "bl-%", "1 100", "0 101 1.5"},
	{"effects-and-enhancements#opacity---o", "o-%", "0 100", "N1 101 0.5"},
	{"image-resize-and-crop#dpr---dpr", "dpr-%", "0.1 5 auto iw_div_100", "0 0.09 5.1"},
	{"image-optimization#density---dn", "dn-%", "1 1200 idn_mul_2", "0 1201 1.5 auto"},
	{"image-resize-and-crop#zoom---z", "z-%", "0.5 2 150", "0 N1 auto iw_div_2"},
	{"effects-and-enhancements#trim-edges---t", "t-%", "true false 1 99", "0 100 5.5"},
	{"image-resize-and-crop#width---w", "w-%", "400 0.4 iw_div_2 auto", "0 N1 ten"},
	{"image-resize-and-crop#height---h", "h-%", "300 0.5 ih_mul_0.5", "0 N1 auto"},
	{"image-resize-and-crop#aspect-ratio---ar", "ar-%", "4-3 4_3 1.5 iar_div_2", "0 4-0 4- wide"},
	{
		"image-resize-and-crop#crop-crop-modes--focus", "c-%",
		"force at_max at_max_enlarge at_least maintain_ratio maintain_ratio_no_enlarge", "extract pad_resize at_most",
	},
	{
		"image-resize-and-crop#crop-crop-modes--focus", "cm-%",
		"pad_resize extract pad_extract pad_resize_no_enlarge pad_extract_no_shrink", "force at_max",
	},
	{
		"image-resize-and-crop#focus---fo", "fo-%",
		nineAnchors + " auto face custom auto-custom_override person_car car_cat_dog " + objects,
		"nose person_auto top_car middle",
	},
	{"image-resize-and-crop#object-aware-cropping---fo-object-name", "fo-car_%", objects, "left auto car_"},
	{
		"image-resize-and-crop#example---focus-using-cropped-image-coordinates", "cm-extract,x-%", "10 iw_div_2",
		"left 1.5",
	},
	{
		"image-resize-and-crop#example---focus-using-cropped-image-coordinates", "cm-extract,yc-%", "10 ih_div_2",
		"top 1.5",
	},
	{
		"Transformation.format", "f-%",
		"auto webp jpg jpeg png gif svg mp4 webm avif orig", "tiff heic bmp",
	},
	{"image-optimization#progressive-image---pr", "pr-%", "true false", "1 yes"},
	{"image-optimization#lossless-webp-and-png---lo", "lo-%", "true false", "1 yes"},
	{"image-optimization#image-metadata---md", "md-%", "true false", "1 yes"},
	{"image-optimization#color-profile---cp", "cp-%", "true false", "1 yes"},
	{"core-delivery-features#deliver-original-file-as-is---orig-true", "orig-%", "true false", "1 yes"},
	{"effects-and-enhancements#flip---fl", "fl-%", "h v h_v v_h", "x h_h both"},
	{"effects-and-enhancements#rotate---rt", "rt-%", "90 N40 400 22.5 auto", "left"},
	{"effects-and-enhancements#radius---r", "r-%", radii, notRadii},
	{"effects-and-enhancements#solid-color-background", "bg-%", "red F3F3F3 AAFF0010", "AAFF00FF F3F3F Red"},
	{
		"effects-and-enhancements#blurred-background", "bg-blurred%",
		"_0 _100 _auto _25_N255 _25_255 _auto_N15", "_101 _N1 _1.5 _1_1.5 _25_N256 _25_256 _25_0_0",
	},
	{"effects-and-enhancements#gradient-background", "bg-gradient_dominant%", "_2 _4", "_1 _3 _5 _2_4"},
	{
		"effects-and-enhancements#border---b", "b-%", "1_FFF000 5-FFF000 ih_div_20_FF00FF",
		"5 FFF000 0_red 1.5_red 5_red_5",
	},
	{
		"effects-and-enhancements#shadow---e-shadow", "e-shadow-%",
		"bl-0 bl-15 st-0 st-100 x-N100 x-100 y-N100 y-100 bl-15_st-40_x-10_y-N5 y-1_x-2",
		"bl-16 st-101 x-101 y-101 x-N101 y-N101 bl-N1 st-N1 bl-1.5 st-1.5 x-1.5 y-1.5 5 bl-1_bl-2",
	},
	{
		"effects-and-enhancements#gradient---e-gradient", "e-gradient-%",
		gradients, notGradients,
	},
	{
		"effects-and-enhancements#color-replace---cr", "cr-%",
		"FF0022 red_0 red_100 FF0022_50_blue", "red_101 red_N1 red_1.5 5_red red_blue red_5_blue_5",
	},
	{
		"effects-and-enhancements#colorize---e-colorize", "e-colorize-%",
		"co-red in-0 in-100 co-FF0022_in-50 in-50_co-red", "in-101 in-N1 in-1.5 red co-5_5",
	},
	{
		"effects-and-enhancements#distort---e-distort", "e-distort-%",
		"p-50_50_150_50_150_150_50_150 p-N5_N6_15_0_15_20_0_20 a-1 a-N1 a-360 a-N360",
		"p-1_2_3_4_5_6_7 p-1_2_3_4_5_6_7_8_9 a-361 a-N361 a-0 a-1.5 a-N1.5 p-1_2_3_4_5_6_7_8.5 45",
	},
	{
		"effects-and-enhancements#unsharp-mask---e-usm", "e-usm-%",
		"2-2-0.8-0.024 0.5-0.5-0.5-0.5",
		"2-2-0.8 0-1-1-1 1-0-1-1 1-1-0-1 1-1-1-0 N1-1-1-1 1-N1-1-1 1-1-N1-1 1-1-1-N1 2_2_0.8_0.024 2-2-0.8-1-1",
	},
	{"effects-and-enhancements#sharpen---e-sharpen", "e-sharpen-%", "0.5 10 2000", "N1 high"},
	{
		"effects-and-enhancements", "e-%",
		"grayscale contrast sharpen usm shadow gradient", "grayscale-5 contrast-5 distort edit",
	},
	{
		"vector-and-animated-images", "pg-%",
		`1 2 3-4 3- 2_3-4 name-layer-4 name-"layer-1"_"layer-4"`, "0 N1 1.5 -4 name- two",
	},
	{"image-transformation#default-image---di", "di-%", "a.jpg folder@@a.jpg", ""},
	{"transformations#named-transformations", "n-%", "thumbnail media_library_thumbnail", "a-b a.b"},
	{"content-credentials", "c2pa-%", "true false", "1 yes"},
	{ // the old syntax of overlays, for which the service returns 400 since November 2023
		"github.com/imagekitio/docs-keep-a-changelog, features/image-transformations/overlay.md", "%-1", "",
		"ox oy oh ow obg ofo oi oiar oibg oib oidpr oiq oic oicm oifo oix oiy oixc oiyc oit ot ote otw otbg otp otia " +
			"otc otf ots ott or oa",
	},
}

// documentedVideos has values of parameters of videos.
var documentedVideos = []documentedValues{
	{"video-optimization#video-codec---vc", "vc-%", "h264 vp9 av1 none", "h265 vp8 auto"},
	{"video-optimization#audio-codec---ac", "ac-%", "aac opus none", "mp3 auto"},
	{"trim-videos#start-offset---so", "so-%", "0.5 20 10.55 idu_div_2", "10.555 N1"},
	{"trim-videos#end-offset---eo", "eo-%", "0.5 20 10.55 idu_div_2", "10.555 N1 0"},
	{"trim-videos#duration---du", "du-%", "0.5 20 10.55 idu_div_2", "10.555 N1 0"},
	{
		"StreamingResolution", "sr-%",
		"240 360 480 720 1080 1440 2160 240_360_480_720_1080_1440_2160", "144 240_144 240_240 auto",
	},
}

// documentedAI has values of parameters of AI transformations.
var documentedAI = []documentedValues{
	{
		"ai-transformations", "%",
		"e-bgremove e-removedotbg e-dropshadow e-retouch e-upscale e-genvar bg-genfill bg-genfill-prompt-snow " +
			"e-changebg-prompt-snow e-changebg-prompte-c25vdw== e-edit-prompt-snow e-edit-prompte-c25vdw==",
		"e-changebg e-edit e-changebg-snow e-edit-prompte-? bg-genfill-snow e-retouch-5 e-upscale-2",
	},
	{
		"ai-transformations#ai-drop-shadow-e-dropshadow", "e-dropshadow-%",
		"az-0 az-360 el-0 el-90 st-0 st-100 az-45_el-60_st-70 st-1_az-1",
		"az-361 el-91 st-101 az-N1 el-N1 st-N1 az-1.5 el-1.5 st-1.5 45",
	},
	{ // a step can have only one
		"ai-transformations", "e-bgremove%",
		":e-removedotbg :e-dropshadow :e-retouch :e-upscale :e-genvar :e-changebg-prompt-a :e-edit-prompt-a " +
			":bg-genfill ,bg-red,e-shadow",
		",e-removedotbg ,e-dropshadow ,e-retouch ,e-upscale ,e-genvar ,e-changebg-prompt-a ,e-edit-prompt-a " +
			",bg-genfill ,e-dropshadow-az-45",
	},
	{ // only three of them are allowed in layers
		"Transformation", "l-image,i-a.png,%,l-end",
		"e-bgremove e-removedotbg e-dropshadow e-dropshadow-az-45",
		"e-retouch e-upscale e-genvar e-changebg-prompt-a e-edit-prompt-a bg-genfill bg-genfill-prompt-a",
	},
}

// documentedLayers has values of parameters of layers.
var documentedLayers = []documentedValues{
	{ // up to three levels
		"transformations#overlay-using-layers", "l-image,i-a,l-image,i-b,%,l-end,l-end",
		"w-1 l-image,i-c,l-end l-text,i-c,l-end", "l-image,i-c,l-text,i-d,l-end,l-end",
	},
	{"transformations#overlay-using-layers", "l-%,i-a,l-end", "image text video subtitles", "gradient subtitle solid"},
	{"transformations#overlay-using-layers", "l-text,ie-%,l-end", "aGVsbG8= aGVsbG8", "*** hello."},
	{"transformations#position-of-layer", "l-image,i-a,lx-%,l-end", "10 N35 bw_mul_0.4 bw_sub_cw", "left 10_20"},
	{"transformations#position-of-layer", "l-image,i-a,lyc-%,l-end", "10 N35 bh_mul_0.4 bh_sub_ch", "top 10_20"},
	{"OverlayPosition", "l-image,i-a,%,l-end", "lx-1,ly-1 lx-1,lyc-1 lxc-1,ly-1 lxc-1,lyc-1", "lx-1,lxc-1 ly-1,lyc-1"},
	{"transformations#position-of-layer", "l-image,i-a,lfo-%,l-end", nineAnchors, "middle auto face"},
	{"OverlayPosition.anchorPoint", "l-image,i-a,lx-1,lap-%,l-end", nineAnchors, "middle auto face"},
	{"OverlayTiming", "l-image,i-a,lso-%,l-end", "0.5 20 20.50 bdu_mul_0.4 bdu_sub_idu", "20.505 N1"},
	{"OverlayTiming", "l-image,i-a,leo-%,l-end", "0.5 20 20.50 bdu_mul_0.4 bdu_sub_idu", "20.505 N1 0"},
	{"OverlayTiming", "l-image,i-a,ldu-%,l-end", "0.5 20 20.50 bdu_mul_0.4 bdu_sub_idu", "20.505 N1 0"},
	{
		"add-overlays-on-images#layer-modes", "l-image,i-a,lx-1,lm-%,l-end",
		"multiply cutter cutout displace", "screen normal",
	},
	{"OverlayPosition", "l-image,i-a,ly-%,l-end", "10 N35 bh_mul_0.4 bh_sub_ch", "top 10_20"},
	{"OverlayPosition", "l-image,i-a,lxc-%,l-end", "10 N35 bw_mul_0.4 bw_sub_cw", "left 10_20"},
	{"BaseOverlay.layerMode", "l-%,lm-multiply,l-end", allLayers, ""},
	{"BaseOverlay.layerMode", "l-%,lm-cutter,l-end", allLayers, ""},
	{"BaseOverlay.layerMode", "l-%,lm-cutout,l-end", allLayers, ""},
	{"BaseOverlay.layerMode", "l-%,lx-1,lm-displace,l-end", allLayers, ""},
	{"image-optimization#density---dn", "l-%,dn-300,l-end", "", allLayers},
	{"VideoOverlay.transformation", "l-%,sr-240,l-end", "", allLayers},
	{"Transformation.aiRetouch", "l-%,e-retouch,l-end", "", allLayers},
	{"Transformation.aiUpscale", "l-%,e-upscale,l-end", "", allLayers},
	{"Transformation.aiVariation", "l-%,e-genvar,l-end", "", allLayers},
	{"Transformation.aiEdit", "l-%,e-edit-prompt-a,l-end", "", allLayers},
	{"Transformation.aiChangeBackground", "l-%,e-changebg-prompt-a,l-end", "", allLayers},
	{"Transformation.background", "l-%,bg-genfill,l-end", "", allLayers},
}

// documentedStyles has values of the style parameters of text, subtitle and solid colour layers.
var documentedStyles = []documentedValues{
	{"add-overlays-on-images#text-overlay", "l-text,i-a,w-%,l-end", "0.5 200 bw_mul_0.2", "0 N1 auto"},
	{"add-overlays-on-images#text-overlay", "l-text,i-a,fs-%,l-end", "0.5 32 bh_div_20", "0 N1 large"},
	{"add-overlays-on-images#text-overlay", "l-text,i-a,ff-%,l-end", "AbrilFatFace folder@@font.ttf", ""},
	{"add-overlays-on-images#text-overlay", "l-text,i-a,co-%,l-end", "FF0000 FFAABB50 red", "FFAABBCC 5"},
	{
		"add-overlays-on-images#text-overlay", "l-text,i-a,bg-%,l-end", "FF0000 FFAABB50 red",
		"FFAABBCC blurred_5 genfill-prompt-a",
	},
	{"add-overlays-on-images#text-overlay", "l-text,i-a,ia-%,l-end", "left right center", "top justify"},
	{
		"add-overlays-on-images#text-overlay", "l-text,i-a,pa-%,l-end", "1 10 1_1 10_20_30 10_20_30_40 bw_mul_0.05",
		"N1 1_2_3_4_5 1.5 1_N1 1_1.5",
	},
	{"add-overlays-on-images#text-overlay", "l-text,i-a,al-%,l-end", "1 9", "0 10 1.5"},
	{
		"add-overlays-on-images#text-overlay", "l-text,i-a,tg-%,l-end",
		"b i strikethrough b_i b_i_strikethrough", "u b_b bold",
	},
	{"TextOverlayTransformation.lineHeight", "l-text,i-a,lh-%,l-end", "1 20 bh_div_20", "0 N1 1.5"},
	{"TextOverlayTransformation.flip", "l-text,i-a,fl-%,l-end", "h v h_v v_h", "x"},
	{"TextOverlayTransformation.rotation", "l-text,i-a,rt-%,l-end", "90 N40", "auto left"},
	{"TextOverlayTransformation.radius", "l-text,i-a,r-%,l-end", radii, notRadii},
	{"SubtitleOverlayTransformation.typography", "l-subtitles,i-a.srt,tg-%,l-end", "b i b_i", "strikethrough i_b u"},
	{
		"SubtitleOverlayTransformation.fontOutline", "l-subtitles,i-a.srt,fol-%,l-end", "1_blue 2_A1CCDD50",
		"blue_2 2 blue N1_blue 1.5_blue",
	},
	{
		"SubtitleOverlayTransformation.fontShadow", "l-subtitles,i-a.srt,fsh-%,l-end", "blue_1 A1CCDD50_3",
		"2_blue 2 blue blue_N1 blue_1.5",
	},
	{"SubtitleOverlayTransformation.fontSize", "l-subtitles,i-a.srt,fs-%,l-end", "0.5 16", "0 N1 bh_div_20"},
	{"SubtitleOverlayTransformation.color", "l-subtitles,i-a.srt,co-%,l-end", "FF0000 FFAABB50 red", "5"},
	{"SubtitleOverlayTransformation.background", "l-subtitles,i-a.srt,bg-%,l-end", "FF0000 FFAABB50 red", "5"},
	{"SolidColorOverlayTransformation.alpha", "l-image,i-ik_canvas,bg-red,al-%,l-end", "1 9", "0 10 1.5"},
	{
		"SolidColorOverlayTransformation.width", "l-image,i-ik_canvas,bg-red,w-%,l-end", "0.5 300 bw_mul_0.2",
		"0 N1 auto",
	},
	{"SolidColorOverlayTransformation.height", "l-image,i-ik_canvas,bg-red,h-%,l-end", "0.5 300 bh_div_2", "0 N1 auto"},
	{
		"SolidColorOverlayTransformation.radius", "l-image,i-ik_canvas,bg-red,r-%,l-end", radii, notRadii,
	},
	{"SolidColorOverlayTransformation.gradient", "l-image,i-ik_canvas,e-%,l-end", "gradient", "gradient-"},
	{
		"SolidColorOverlayTransformation.gradient", "l-image,i-ik_canvas,e-gradient-%,l-end", gradients, notGradients,
	},
}

// documentedConditions has conditions and expressions.
var documentedConditions = []documentedValues{
	{"conditional-transformations", "if-%_gt_1,w-1,if-end", "h w ar ih iw iar", "bw q x"},
	{"conditional-transformations", "if-w_%_1,w-1,if-end", "eq ne gt gte lt lte", "le ge is"},
	{
		"conditional-transformations", "if-%,w-1,if-end", "ar_lt_4-3 w_gt_1_and_h_gt_1_or_ar_gt_1",
		"w_gt_4-3 w_gt w_gt_1_xor_h_gt_1",
	},
	{
		"conditional-transformations", "%", "if-w_gt_1,w-1,if-else,w-2,if-end:rt-90",
		"rt-90,if-w_gt_1,w-1,if-end if-w_gt_1,w-1,if-end,rt-90",
	},
	{"conditional-transformations", "if-w_gt_1,%,if-end", "w-1 w-1,h-1:rt-90", "pg-2 w-1:pg-2"},
	{
		"arithmetic-expressions-in-transformations", "w-%_div_2",
		"iw ih iar cw ch car bw bh bar idn idu bdu 100 iw_mul_0.8_add_ih", "w aw iw_ih iw_iadd_2",
	},
	{"arithmetic-expressions-in-transformations", "w-iw_%_2", "add sub mul div mod pow", "plus times divide"},
}

// TestDocumented compares the parser with the documentation. Its values do not come from openapi.yaml, from which parts
// of urlbuilder are generated.
func TestDocumented(t *testing.T) {
	t.Parallel()
	for _, facts := range [][]documentedValues{
		documented, documentedVideos, documentedAI, documentedLayers, documentedStyles, documentedConditions,
	} {
		for _, f := range facts {
			f.check(t)
		}
	}
}

func (f documentedValues) check(t *testing.T) {
	t.Helper()
	for _, value := range strings.Fields(f.allowed) {
		text := strings.Replace(f.text, "%", value, 1)
		if _, err := urlbuilder.ParseChain(text); err != nil {
			t.Errorf("%s: %s is allowed by %s, but the error is %v", text, value, f.source, err)
		}
	}
	for _, value := range strings.Fields(f.refused) {
		text := strings.Replace(f.text, "%", value, 1)
		if _, err := urlbuilder.ParseChain(text); err == nil {
			t.Errorf("%s: %s is not allowed by %s, but there is no error", text, value, f.source)
		}
	}
}
