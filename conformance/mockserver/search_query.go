package mockserver

import (
	"fmt"
	"net/http"
	"time"
	_ "time/tzdata" // machines without time zones, browsers among them
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/prompts"
	"github.com/openimagekit/imagekit/gen/server"
)

// maxPrompt is how many characters a prompt can have. It is a bound of the mock, not of the service.
const maxPrompt = 4000

// GenerateSearchQuery turns a prompt into a search query, with the phrases that package prompts knows.
func (a *api) GenerateSearchQuery(w http.ResponseWriter, r *http.Request) {
	a.answer(w, r)(withBody(r, a.generateSearchQuery))
}

// generateSearchQuery answers with the query for a prompt.
//
// Assumed: a request to generate a search query with a time zone that does not exist is a 400.
func (a *api) generateSearchQuery(req server.GenerateSearchQueryRequest) (int, any, error) {
	if utf8.RuneCountInString(req.Prompt) > maxPrompt {
		return 0, nil, invalid("prompt", fmt.Sprintf("It has more than %d characters", maxPrompt))
	}
	zone := value(req.Timezone, "")
	location, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return 0, nil, invalid("timezone", "It is no IANA time zone")
	}
	q := prompts.Translate(req.Prompt, prompts.Options{
		Folder: value(req.CurrentFolder, ""), Location: location, Now: a.lib.Now(),
	})
	return ok(server.GeneratedSearchQuery{
		SearchQuery: &q.Search, FileType: new(server.SuggestedFileType(q.FileType)),
		IsVersionIncludedInSearch: &q.Versions,
	})
}
