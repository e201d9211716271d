package urlbuilder

import (
	"strings"
	"testing"
)

// Every JSON name of a parameter has a function, except for the overlay names of Node SDK 3.x.
func TestParam_JSONNames(t *testing.T) {
	made := map[string]bool{}
	for _, p := range []Param{
		Width(1), Height(1), AspectRatio(4, 3), Crop(CropForce), CropMode(Extract), X(1), Y(1), XCenter(1), YCenter(1),
		Focus(FocusAuto), Zoom(1), DPR(1),
		Format(FormatAuto), Quality(1), Progressive(true), Lossless(true), Metadata(true), ColorProfile(true),
		Original(true), Density(72), ContentCredentials(true), Page(1), DefaultImage("a"), NamedTransformation("a"),
		Radius(1), Background("red"), Border(1, "red"), Rotation(1), Flip(FlipBoth), Opacity(1), Trim(true), Blur(1),
		Grayscale(), ContrastStretch(), Sharpen(), UnsharpMask(UnsharpOptions{}), Shadow(ShadowOptions{}),
		Gradient(GradientOptions{}),
		ColorReplace(ColorReplaceOptions{To: "red"}), Colorize(ColorizeOptions{}), DistortArc(1),
		AIRemoveBackground(), AIRemoveBackgroundExternal(), AIUpscale(), AIRetouch(), AIVariation(),
		AIDropShadow(DropShadowOptions{}), AIChangeBackground("a"), AIEdit("a"),
		VideoCodec(NoVideo), AudioCodec(NoAudio), StartOffset(1), EndOffset(1), Duration(1), StreamingResolutions(240),
		FontSize(1), FontFamily("a"), FontColor("red"), InnerAlignment(AlignLeft), Padding(1), Alpha(1),
		Typography(Bold), LineHeight(1), FontOutline(1, "red"), FontShadow("red", 1),
	} {
		if !p.ok() {
			t.Error(p.err())
		}
		made[p.info().name] = true
	}
	for _, table := range []map[string]codeID{classicNames, currentNames} {
		for name, code := range table {
			if key := codes[code].code; !made[key] && !strings.HasPrefix(name, "overlay") {
				t.Errorf("JSON name %s (%s in URLs): no function in the list of this test makes it", name, key)
			}
		}
	}
}

func TestParam_Allocations(t *testing.T) {
	width, factor, expr := 3000, 1.5, Expr("iw_mul_0.4_add_ih")
	var step [12]Param
	allocations := testing.AllocsPerRun(100, func() {
		step = [...]Param{
			Width(width), Height(factor), Width(expr), X(expr), DPR(factor), Quality(80), Rotation(-90), Grayscale(),
			Trim(30), Progressive(true),
			Crop(CropAtMax), Background("FF000040"),
		}
	})
	if allocations != 0 || step[0].number != 3000 {
		t.Errorf("%v allocations", allocations)
	}
}
