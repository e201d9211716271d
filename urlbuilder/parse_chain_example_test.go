package urlbuilder_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func ExampleParseChain() {
	chain, err := urlbuilder.ParseChain("w-400,h-300:rt-90")
	fmt.Println(len(chain), chain[0][0].Name(), chain[0][0].Value(), err)

	_, err = urlbuilder.ParseChain("w-400:q-180")
	fmt.Println(err)
	// Output:
	// 2 w 400 <nil>
	// urlbuilder: Transformation: step 2: q "180" must be from 1 to 100
}

func ExampleChain_Check() {
	var preset urlbuilder.Chain
	if err := json.Unmarshal([]byte(`[{"width":400},{"quality":180}]`), &preset); err != nil {
		fmt.Println(err)
	}
	var problem *urlbuilder.BuildError
	if errors.As(preset.Check(), &problem) {
		fmt.Println(problem.Step, problem.Param, problem.Value, problem.Reason)
	}
	// Output: 2 q 180 must be from 1 to 100
}

func ExampleParameters() {
	for p := range urlbuilder.Parameters() {
		if p.Name == "blur" {
			fmt.Printf("%s is %s in URLs, for %s: %v\n", p.Name, p.Code, p.Places, p.Examples)
		}
	}
	// Output: blur is bl in URLs, for image, image layer: [10]
}
