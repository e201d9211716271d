package imagekit_test

import (
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestFormOfDeliveryURLs(t *testing.T) {
	t.Parallel()
	path, query := imagekit.WithTransformationPosition(urlbuilder.PathPosition), imagekit.WithTransformationPosition(urlbuilder.QueryPosition)
	current := imagekit.WithDialect(urlbuilder.Current)
	for _, test := range []struct {
		options []imagekit.Option
		want    string
	}{
		{[]imagekit.Option{path}, "/tr:h-1,w-2/a.jpg"},
		{[]imagekit.Option{query}, "/a.jpg?tr=h-1%2Cw-2"},
		{[]imagekit.Option{current}, "/a.jpg?tr=h-1,w-2"},
		{[]imagekit.Option{current, path}, "/tr:h-1,w-2/a.jpg"},
	} {
		const endpoint = "https://ik.imagekit.io/demo"
		ik := newClient(t, append(test.options, imagekit.WithURLEndpoint(endpoint))...)
		got, err := ik.URL(urlbuilder.Options{
			Path: "/a.jpg", Transformation: urlbuilder.Chain{{urlbuilder.Height(1), urlbuilder.Width(2)}},
		})
		if err != nil || got != endpoint+test.want {
			t.Errorf("%s, error %v, want %s", got, err, test.want)
		}
	}
}
