// Package scenarios has no code. Its tests use the service from beginning to end through the client's public methods:
// on a mock server each, which they make give every response of openapi.yaml, and on an account if its keys are set.
// ASSUMPTIONS.md lists what the mock server takes for granted about the service.
//
//	go test ./conformance/scenarios
//	go test ./conformance/scenarios -run OnAnAccount -v         # see TestScenarios_OnAnAccount for the variables
//	go test ./conformance/scenarios -run Assumptions -update    # writes ASSUMPTIONS.md
package scenarios
