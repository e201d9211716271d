package mockserver

import (
	"fmt"
	"net/http"
	"time"
	_ "time/tzdata" // for systems without a time zone database, such as browsers
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/prompts"
	"github.com/openimagekit/imagekit/gen/server"
)

// maxPrompt is the maximum length of a prompt in characters. It is a limit of the mock server, not of the service.
const maxPrompt = 4000

// GenerateSearchQuery translates a prompt into a search query. It understands the phrases that package prompts
// recognises.
func (a *api) GenerateSearchQuery(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.generateSearchQuery))
}

// generateSearchQuery returns the response with the search query for a prompt.
//
// Assumed: a request to generate a search query for an unknown time zone gets 400.
func (a *api) generateSearchQuery(req server.GenerateSearchQueryRequest) (int, any, error) {
	if utf8.RuneCountInString(req.Prompt) > maxPrompt {
		return 0, nil, invalid("prompt", fmt.Sprintf("It has more than %d characters", maxPrompt))
	}
	zone := value(req.Timezone, "")
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return 0, nil, invalid("timezone", "It is not an IANA time zone")
	}
	q := prompts.Translate(req.Prompt, prompts.Options{
		Folder: value(req.CurrentFolder, ""), Location: location, Now: a.lib.Now(),
	})
	return ok(server.GeneratedSearchQuery{
		SearchQuery: &q.Search, FileType: new(server.SuggestedFileType(q.FileType)),
		IsVersionIncludedInSearch: &q.Versions,
	})
}
