package policy

import "fmt"

// A Diagnostic is a remark on a configuration file that is valid.
type Diagnostic struct {
	File      string
	Line, Col int // 1-based; Col counts characters
	Message   string
}

// String gives "covls.yaml:3:1: gates is not supported by this version".
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", d.File, d.Line, d.Col, d.Message)
}

// An Error says why and where a configuration file is not valid.
type Error struct {
	File      string
	Line, Col int // 1-based; 0 where it concerns the file as a whole
	Message   string
}

// Error gives "covls.yaml:3:1: reports must be a list".
func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Message)
}
