// Package exchanges has a table of calls, each with the request that it must send. Every operation has at least one
// call.
package exchanges

import (
	"context"
	"slices"

	"github.com/openimagekit/imagekit"
)

// Exchange is a call and the request that it must send.
type Exchange struct {
	Operation string // operationId
	Name      string // what the call tests, if the operation has several calls
	Call      func(context.Context, *imagekit.Client) (any, error)
	Request   string            // method, escaped path and query
	Body      string            // JSON body
	Form      map[string]string // text parts of a multipart body
	File      string            // content of the file in the multipart body
	NoKey     bool              // the private key is not sent, because the body has credentials
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
