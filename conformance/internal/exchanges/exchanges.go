// Package exchanges has a table of calls, at least one of each operation, with the request that each has to make.
package exchanges

import (
	"context"
	"slices"

	"github.com/openimagekit/imagekit"
)

// Exchange is one call and the request that it has to make.
type Exchange struct {
	Operation string // operationId
	Name      string // what is special about this call, if the operation has more than one
	Call      func(context.Context, *imagekit.Client) (any, error)
	Request   string            // method, escaped path and query
	Body      string            // JSON body
	Form      map[string]string // text parts of a multipart body
	File      string            // content of its file
	NoKey     bool              // the body carries credentials instead of the key
}

// Title returns the operation and the name.
func (e Exchange) Title() string {
	if e.Name == "" {
		return e.Operation
	}
	return e.Operation + " " + e.Name
}

// All is the whole table.
var All = slices.Concat(
	uploadExchanges, assetExchanges, folderExchanges, metadataExchanges, settingExchanges, accountExchanges,
	webhookEndpointExchanges,
)
