package urlbuilder_test

import (
	"fmt"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func Example() {
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo",
		PrivateKey:  "private_demo_key",
		Now:         func() time.Time { return time.Unix(1700000000, 0) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	u, err := b.URL(urlbuilder.Options{Path: "/menu/café.jpg", ExpiresIn: 5 * time.Minute})
	fmt.Println(u, err)
	fmt.Println(b.Verify(u, time.Unix(1700000299, 0)))
	fmt.Println(b.Verify(u, time.Unix(1700000301, 0)))
	// Output:
	// https://ik.imagekit.io/demo/menu/caf%C3%A9.jpg?ik-t=1700000300&ik-s=8d9ee99a4c6c30d506f8184c244c26e19df0c5fa <nil>
	// <nil>
	// signature has expired: at 2023-11-14T22:18:20Z
}
