// Package testcontainers shows how to run the mock server in a container for tests, with testcontainers-go. Programs in
// Go do not need it: mockserver.Start runs the same server in the test. Use the container if other containers of the
// test call ImageKit too.
package testcontainers

import (
	"context"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"

	"github.com/openimagekit/imagekit"
)

const (
	port       = "8484/tcp"
	privateKey = "private_mock_key" // the default of the mock server
)

// Start builds the image of the mock server, starts a container, and waits until it is healthy. repository is the root
// of a clone of this repository. The caller must terminate the container, also if Start fails.
func Start(ctx context.Context, repository string) (*testcontainers.DockerContainer, error) {
	return testcontainers.Run(ctx, "",
		testcontainers.WithDockerfile(testcontainers.FromDockerfile{
			Context:    repository,
			Dockerfile: "conformance/mockserver/Dockerfile",
			Repo:       "imagekit-mock",
			Tag:        "test",
			KeepImage:  true, // so that the next test need not build it
		}),
		testcontainers.WithEnv(map[string]string{
			"IMAGEKIT_MOCK_DATA":          "", // keep everything in memory
			"IMAGEKIT_MOCK_CONTROL_TOKEN": "test",
		}),
		testcontainers.WithExposedPorts(port),
		testcontainers.WithWaitStrategy(wait.ForHealthCheck()),
	)
}

// Client returns a client for the mock server in a container.
func Client(ctx context.Context, container testcontainers.Container) (*imagekit.Client, error) {
	endpoint, err := container.PortEndpoint(ctx, port, "http")
	if err != nil {
		return nil, err
	}
	host, err := container.Host(ctx) // another machine, if Docker runs there
	if err != nil {
		return nil, err
	}
	return imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithInsecureHTTP(host), imagekit.WithBaseURL(endpoint),
		imagekit.WithPrivateKey(privateKey), imagekit.WithURLEndpoint(endpoint+"/demo"))
}
