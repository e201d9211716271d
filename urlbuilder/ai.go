package urlbuilder

import (
	"encoding/base64"
	"strings"
)

// The AI transformations are for images. They take up to a minute, until which the service answers with a page that
// says so and the header is-intermediate-response; they cost extension units; and a step can have only one of them.

// AIRemoveBackground makes the background of an image transparent, by the service's own model; also in layers.
// One AI transformation in a step. In a URL: e-bgremove.
//
// See https://imagekit.io/docs/ai-transformations#imagekit-background-removal-e-bgremove
func AIRemoveBackground() Param { return flagParam(codeOfAIRemoveBackground) }

// AIRemoveBackgroundExternal makes the background of an image transparent, by remove.bg, for about ten times the price
// of [AIRemoveBackground]; also in layers. One AI transformation in a step. In a URL: e-removedotbg.
//
// See https://imagekit.io/docs/ai-transformations#background-removal-e-removedotbg
func AIRemoveBackgroundExternal() Param { return flagParam(codeOfAIRemoveBackgroundExternal) }

// AIUpscale enlarges an image of less than 16 megapixels to 16 and adds details; not in layers. One AI transformation
// in a step. In a URL: e-upscale.
//
// See https://imagekit.io/docs/ai-transformations#upscale-e-upscale
func AIUpscale() Param { return flagParam(codeOfAIUpscale) }

// AIRetouch improves faces and products in an image of less than 16 megapixels; not in layers. One AI transformation in
// a step. In a URL: e-retouch.
//
// See https://imagekit.io/docs/ai-transformations#retouch-e-retouch
func AIRetouch() Param { return flagParam(codeOfAIRetouch) }

// AIVariation makes another image like this one, with other colours and textures; not in layers. A URL stands for one
// variation: a query parameter of any name asks for the next. One AI transformation in a step. In a URL: e-genvar.
//
// See https://imagekit.io/docs/ai-transformations#generate-variations-of-an-image-e-genvar
func AIVariation() Param { return flagParam(codeOfAIVariation) }

// DropShadowOptions say where the light of [AIDropShadow] comes from. What is nil is left to the service.
type DropShadowOptions struct {
	Azimuth    *int // compass direction of the light in degrees, 0 to 360; 215 by default
	Elevation  *int // height of the light in degrees, 0 to 90; 45 by default
	Saturation *int // how dark the shadow is, in percent from 0 to 100; 60 by default
}

// AIDropShadow casts a shadow from what stands before a transparent background, so behind a step that removes the
// background; also in layers. One AI transformation in a step. In a URL: e-dropshadow, e-dropshadow-az-45_el-30_st-60.
//
// See https://imagekit.io/docs/ai-transformations#ai-drop-shadow-e-dropshadow
func AIDropShadow(o DropShadowOptions) Param {
	var v parts
	v.optional("az-", o.Azimuth)
	v.optional("el-", o.Elevation)
	v.optional("st-", o.Saturation)
	return v.param(codeOfAIDropShadow)
}

// AIChangeBackground replaces the background of an image by what a text describes; not in layers. One AI transformation
// in a step. In a URL: e-changebg-prompt-snow road; a text with other signs than letters, digits, spaces and - . _ in
// base64: e-changebg-prompte-...
//
// See https://imagekit.io/docs/ai-transformations#change-background-e-changebg
func AIChangeBackground(prompt string) Param {
	return promptParam(codeOfAIChangeBackground, "", prompt)
}

// AIEdit changes an image as a text says; not in layers. The result is 1024 by 1024 pixels if the image is square, else
// 1536 by 1024 or 1024 by 1536. One AI transformation in a step. In a URL: e-edit-prompt-add a hat; base64 as for
// [AIChangeBackground].
//
// See https://imagekit.io/docs/ai-transformations#edit-image-e-edit
func AIEdit(prompt string) Param { return promptParam(codeOfAIEdit, "", prompt) }

// AIGenerativeFill is a background of an image that continues what is seen on it, as a text says or, if it is empty, as
// the service thinks right; not in layers. It needs [Width], [Height] and [PadResize] or [PadExtract]. One AI
// transformation in a step. In a URL: bg-genfill, bg-genfill-prompt-flowers; base64 as for [AIChangeBackground].
//
// See https://imagekit.io/docs/ai-transformations#generative-fill-bg-genfill
func AIGenerativeFill(prompt string) Param {
	if prompt == "" {
		return valueParam(codeOfBackground, "genfill")
	}
	return promptParam(codeOfBackground, genfill, prompt)
}

// Prefixes of prompts in plain text and in base64, behind which they stand in URLs.
const (
	plainPrompt  = "prompt-"
	base64Prompt = "prompte-"
	genfill      = "genfill-" // of a background
)

// promptParam makes a parameter of a prompt, in base64 if it has signs that could mean something in a URL.
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
