// Package scenarios contains only tests. They are complete uses of the service through the exported methods of the
// client. Each runs on a mock server, and together they must cause every response in openapi.yaml. They also run on an
// account of the service if its keys are set. ASSUMPTIONS.md lists what the mock server assumes about the service.
//
//	go test ./conformance/scenarios
//	go test ./conformance/scenarios -run Scenarios_Account -v   # see TestScenarios_Account for the variables
//	go test ./conformance/scenarios -run Assumptions -update    # writes ASSUMPTIONS.md
package scenarios
