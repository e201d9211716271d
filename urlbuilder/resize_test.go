package urlbuilder_test

import (
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestAspectRatio_LargeNumbers(t *testing.T) {
	t.Parallel()
	if got := AspectRatio(1e20, 1).Value(); got != "100000000000000000000-1" {
		t.Errorf("got %s", got)
	}
}

var resizing = []paramCase{
	{Width(300), "w-300", ""},
	{Width(0.4), "w-0.4", ""},
	{Width(Expr("bw_mul_0.8_add_ih")), "w-bw_mul_0.8_add_ih", ""},
	{Width(Auto), "w-auto", ""},
	{Width(Px(200)), "w-200", ""},
	{Width(1), "w-1", ""},
	{Height(300), "h-300", ""},
	{Height(Expr("ih_div_2")), "h-ih_div_2", ""},
	{AspectRatio(4, 3), "ar-4-3", ""},
	{AspectRatio(1.91, 1), "ar-1.91-1", ""},
	{AspectRatioExpr("car_mul_0.75"), "ar-car_mul_0.75", ""},
	{AspectRatioExpr("4-3"), "ar-4-3", ""},
	{Crop(CropForce), "c-force", ""},
	{Crop(CropAtMax), "c-at_max", ""},
	{Crop(CropAtMaxEnlarge), "c-at_max_enlarge", ""},
	{Crop(CropAtLeast), "c-at_least", ""},
	{Crop(CropMaintainRatio), "c-maintain_ratio", ""},
	{Crop(CropMaintainRatioNoEnlarge), "c-maintain_ratio_no_enlarge", ""},
	{CropMode(PadResize), "cm-pad_resize", ""},
	{CropMode(PadResizeNoEnlarge), "cm-pad_resize_no_enlarge", ""},
	{CropMode(Extract), "cm-extract", ""},
	{CropMode(PadExtract), "cm-pad_extract", ""},
	{CropMode(PadExtractNoShrink), "cm-pad_extract_no_shrink", ""},
	{Focus(FocusBottomRight), "fo-bottom_right", ""},
	{Focus(FocusFace), "fo-face", ""},
	{Focus("trafficLight"), "fo-trafficLight", ""},
	{Focus("person_car"), "fo-person_car", ""},
	{Focus(FocusAutoCustomOverride), "fo-auto-custom_override", ""},
	{X(100), "x-100", ""},
	{X(-10), "x-N10", ""},
	{X(Expr("iw_mul_0.4")), "x-iw_mul_0.4", ""},
	{Y(0), "y-0", ""},
	{Y(Px(-3)), "y-N3", ""},
	{XCenter(300), "xc-300", ""},
	{YCenter(Expr("ih_div_2")), "yc-ih_div_2", ""},
	{Zoom(0.5), "z-0.5", ""},
	{Zoom(2), "z-2", ""},
	{DPR(2), "dpr-2", ""},
	{DPR(0.1), "dpr-0.1", ""},
	{DPR(5), "dpr-5", ""},
	{DPR(Auto), "dpr-auto", ""},
	{DPR(Expr("1.50")), "dpr-1.50", ""},
}
