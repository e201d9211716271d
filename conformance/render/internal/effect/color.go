package effect

import (
	"context"
	"image"
	"image/color"
)

// Grayscale removes the colors of a picture. The weights of red, green and blue are 0.299, 0.587 and 0.114.
func Grayscale(ctx context.Context, m *image.NRGBA) error {
	return forRows(ctx, m, func(row []byte) {
		for ; len(row) >= channels; row = row[channels:] {
			gray := grayOf(row[0], row[1], row[2])
			row[0], row[1], row[2] = gray, gray, gray
		}
	})
}

// StretchContrast stretches the brightness of a picture to the whole range and keeps the differences between its
// channels. The darkest and the lightest percent of the pixels become black and white. A picture of one brightness does
// not change, and transparent pixels do not count.
func StretchContrast(ctx context.Context, m *image.NRGBA) error {
	var histogram [256]int64 // the sum of alpha of the pixels of each brightness
	var total int64
	err := forRows(ctx, m, func(row []byte) {
		for ; len(row) >= channels; row = row[channels:] {
			histogram[grayOf(row[0], row[1], row[2])] += int64(row[3])
			total += int64(row[3])
		}
	})
	if err != nil {
		return err
	}
	darkest, lightest := percentiles(&histogram, total)
	if darkest >= lightest {
		return nil
	}
	scale := 1000 * (lightest - darkest)
	return forRows(ctx, m, func(row []byte) {
		for ; len(row) >= channels; row = row[channels:] {
			before := luma(row[0], row[1], row[2])
			after := min(max((before-1000*darkest)*0xff, 0), 0xff*scale)
			difference := divide(after-before*(lightest-darkest), scale)
			for i := range 3 {
				row[i] = toByte(int(row[i]) + difference)
			}
		}
	})
}

// percentiles returns the values that a hundredth of all pixels is below, and above.
func percentiles(histogram *[256]int64, total int64) (darkest, lightest int) {
	var below, above int64
	for darkest = 0; darkest < 0xff; darkest++ {
		if below += histogram[darkest]; below > total/100 {
			break
		}
	}
	for lightest = 0xff; lightest > 0; lightest-- {
		if above += histogram[lightest]; above > total/100 {
			break
		}
	}
	return darkest, lightest
}

// Colorize tints a picture: it takes the brightness of the picture and the hue of a color. Black and white do not
// change. The intensity is in percent from 0 to 100: at 0, the picture does not change. It is multiplied by the alpha
// of the color.
func Colorize(ctx context.Context, m *image.NRGBA, c color.NRGBA, intensity int) error {
	var tints [256][3]int // the colors for each brightness
	brightness := int(grayOf(c.R, c.G, c.B))
	for gray := range tints {
		for i, channel := range [3]byte{c.R, c.G, c.B} {
			switch {
			case gray < brightness:
				tints[gray][i] = divide(int(channel)*gray, brightness)
			case brightness < 0xff:
				tints[gray][i] = 0xff - divide((0xff-int(channel))*(0xff-gray), 0xff-brightness)
			default:
				tints[gray][i] = 0xff
			}
		}
	}
	weight := min(max(intensity, 0), 100) * int(c.A)
	const whole = 100 * 0xff
	return forRows(ctx, m, func(row []byte) {
		for ; len(row) >= channels; row = row[channels:] {
			tint := &tints[grayOf(row[0], row[1], row[2])]
			for i, value := range tint {
				row[i] = byte(divide(int(row[i])*(whole-weight)+value*weight, whole))
			}
		}
	})
}
