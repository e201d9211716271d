package urlbuilder

import (
	"encoding/base64"
	"strings"
)

// The AI transformations apply to images only and cost extension units. A step can have only one of them. They take up
// to a minute; until the image is ready, the service responds with a placeholder page and the header
// is-intermediate-response.

// AIRemoveBackground makes the background of an image transparent with ImageKit's model. It can be used in layers. A
// step can have one AI transformation. In a URL: e-bgremove.
//
// See https://imagekit.io/docs/ai-transformations#imagekit-background-removal-e-bgremove
func AIRemoveBackground() Param { return flagParam(codeOfAIRemoveBackground) }

// AIRemoveBackgroundExternal makes the background of an image transparent with remove.bg. It costs about ten times as
// much as [AIRemoveBackground]. It can be used in layers. A step can have one AI transformation. In a URL:
// e-removedotbg.
//
// See https://imagekit.io/docs/ai-transformations#background-removal-e-removedotbg
func AIRemoveBackgroundExternal() Param { return flagParam(codeOfAIRemoveBackgroundExternal) }

// AIUpscale enlarges an image of less than 16 megapixels to 16 megapixels and adds details. It cannot be used in
// layers. A step can have one AI transformation. In a URL: e-upscale.
//
// See https://imagekit.io/docs/ai-transformations#upscale-e-upscale
func AIUpscale() Param { return flagParam(codeOfAIUpscale) }

// AIRetouch improves faces and products in an image of less than 16 megapixels. It cannot be used in layers. A step can
// have one AI transformation. In a URL: e-retouch.
//
// See https://imagekit.io/docs/ai-transformations#retouch-e-retouch
func AIRetouch() Param { return flagParam(codeOfAIRetouch) }

// AIVariation generates a similar image with other colours and textures. It cannot be used in layers. The same URL
// always returns the same variation; add a query parameter of any name to get another one. A step can have one AI
// transformation. In a URL: e-genvar.
//
// See https://imagekit.io/docs/ai-transformations#generate-variations-of-an-image-e-genvar
func AIVariation() Param { return flagParam(codeOfAIVariation) }

// DropShadowOptions describe the light and the shadow of [AIDropShadow]. The service chooses the values of nil fields.
type DropShadowOptions struct {
	Azimuth    *int // compass direction of the light in degrees, 0 to 360; 215 by default
	Elevation  *int // height of the light in degrees, 0 to 90; 45 by default
	Saturation *int // how dark the shadow is, in percent from 0 to 100; 60 by default
}

// AIDropShadow adds the shadow of an object on a transparent background. Use it in a step after the one that removes
// the background. It can be used in layers. A step can have one AI transformation. In a URL: e-dropshadow,
// e-dropshadow-az-45_el-30_st-60.
//
// See https://imagekit.io/docs/ai-transformations#ai-drop-shadow-e-dropshadow
func AIDropShadow(o DropShadowOptions) Param {
	var v parts
	v.optional("az-", o.Azimuth)
	v.optional("el-", o.Elevation)
	v.optional("st-", o.Saturation)
	return v.param(codeOfAIDropShadow)
}

// AIChangeBackground replaces the background of an image as the prompt describes. It cannot be used in layers. A step
// can have one AI transformation. In a URL: e-changebg-prompt-snow road. A prompt with characters other than letters,
// digits, spaces and - . _ is written in base64: e-changebg-prompte-...
//
// See https://imagekit.io/docs/ai-transformations#change-background-e-changebg
func AIChangeBackground(prompt string) Param {
	return promptParam(codeOfAIChangeBackground, "", prompt)
}

// AIEdit changes an image as the prompt describes. It cannot be used in layers. The result is 1024 by 1024 pixels if
// the image is square, otherwise 1536 by 1024 or 1024 by 1536. A step can have one AI transformation. In a URL:
// e-edit-prompt-add a hat; base64 as for [AIChangeBackground].
//
// See https://imagekit.io/docs/ai-transformations#edit-image-e-edit
func AIEdit(prompt string) Param { return promptParam(codeOfAIEdit, "", prompt) }

// AIGenerativeFill fills the padding of an image with a continuation of the image. The prompt describes the
// continuation; if it is empty, the service chooses. It needs [Width], [Height] and either [PadResize] or [PadExtract].
// It cannot be used in layers. A step can have one AI transformation. In a URL: bg-genfill, bg-genfill-prompt-flowers;
// base64 as for [AIChangeBackground].
//
// See https://imagekit.io/docs/ai-transformations#generative-fill-bg-genfill
func AIGenerativeFill(prompt string) Param {
	if prompt == "" {
		return valueParam(codeOfBackground, "genfill")
	}
	return promptParam(codeOfBackground, genfill, prompt)
}

// Prefixes of prompts in URLs, in plain text and in base64.
const (
	plainPrompt  = "prompt-"
	base64Prompt = "prompte-"
	genfill      = "genfill-" // of a background
)

// promptParam makes a parameter from a prompt. A prompt with characters that could have a meaning in a URL is written
// in base64.
func promptParam(code codeID, prefix, prompt string) Param {
	switch {
	case prompt == "":
		return valueParam(code, "")
	case isSimple(prompt, "-._ "):
		return valueParam(code, prefix+plainPrompt+prompt)
	}
	return valueParam(code, prefix+base64Prompt+base64.StdEncoding.EncodeToString([]byte(prompt)))
}

// isBase64Prompt reports whether the value of a parameter is a prompt in base64.
func isBase64Prompt(code codeID, value string) bool {
	if code == 0 || !strings.Contains(value, base64Prompt) {
		return false
	}
	for _, f := range code.entry().Forms {
		prompt, ok := value, f.Kind == PromptForm
		if f.Kind == PartsForm && len(f.Parts) == 1 && f.Parts[0].Forms[0].Kind == PromptForm {
			prompt, ok = strings.CutPrefix(value, f.Prefix+f.Separators[0])
		}
		if ok && strings.HasPrefix(prompt, base64Prompt) {
			return true
		}
	}
	return false
}
