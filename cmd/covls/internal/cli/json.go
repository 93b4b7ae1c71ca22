package cli

import (
	"bufio"
	"encoding/json"
	"fmt"

	"github.com/covls/covls/coverage"
)

// JSON output. Every document begins with a schema number and only ever grows
// (contract §1): whatever is there today stays, in its place and unit.
const schema = 1

// writeJSON writes one document on one line.
func (a *app) writeJSON(document any) error {
	w := bufio.NewWriter(a.out)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // paths hold < and & as they are
	if err := e.Encode(document); err != nil {
		return fmt.Errorf("write the result: %w", err)
	}
	return w.Flush()
}

// jsonProblem is a coverage.Problem in a document.
type jsonProblem struct {
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func jsonProblems(list []coverage.Problem) []jsonProblem {
	out := make([]jsonProblem, 0, len(list))
	for _, p := range list {
		out = append(out, jsonProblem(p))
	}
	return out
}
