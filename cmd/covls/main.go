// Command covls is the language server for code coverage, and the same answers
// for terminals, hooks and scripts. Everything lives in internal/cli, so that
// its tests can run the command line inside their own process.
package main

import (
	"os"

	"github.com/covls/covls/cmd/covls/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:]))
}
