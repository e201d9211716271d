package search_test

import "testing"

// TestQuery_Match_Location searches two files whose locations are 7.2 km apart.
func TestQuery_Match_Location(t *testing.T) {
	t.Parallel()
	checkSelections(t, []selection{
		{`"embeddedMetadata.LocationTaken" = "48.137,11.575 0km"`, "red"},
		{`"embeddedMetadata.LocationTaken" = "48.137,11.575 7.1km"`, "red"},
		{`"embeddedMetadata.LocationTaken" = "48.137,11.575 7.3km"`, "red winter"},
		{`"embeddedMetadata.LocationTaken" = "-48.137,-168.425 20016km"`, "red winter"}, // the other side of the earth
		{`"embeddedMetadata.LocationTaken" = "-48.137,-168.425 20000km"`, ""},
		{`"embeddedMetadata.LocationTaken" = "48.15,11.6|48,11"`, "red"},
		{`"embeddedMetadata.LocationTaken" = "48,11|48,12|49,12|49,11"`, "red winter"},
		{`"embeddedMetadata.LocationTaken" = "0,0|1,1"`, ""},
		{`"embeddedMetadata.LocationTaken" = "-48.137,-168.425 20014km"`, "winter"},
		{`"embeddedMetadata.LocationTaken" = "-90,-180|90,180"`, "red winter"},
		{`"embeddedMetadata.LocationTaken" = "48.137,11.575|48.2,11.6"`, "red winter"}, // the files are at the corners
		{`"embeddedMetadata.LocationTaken" = "48.138,11|49,12"`, "winter"},
		{`"embeddedMetadata.LocationTaken" = "48,11|48.199,12"`, "red"},
		{`"embeddedMetadata.LocationTaken" = "48,11.576|49,12"`, "winter"},
		{`"embeddedMetadata.LocationTaken" = "48,11|49,11.599"`, "red"},
	})
}
