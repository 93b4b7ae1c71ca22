package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

// mergeCommand is export under the name that people look for when they have
// several reports in their hands. It never turns to the index: a script whose
// list of reports came out empty should hear of it.
func mergeCommand(a *app) *cobra.Command {
	var o exportOptions
	c := &cobra.Command{
		Use:   "merge INPUT…",
		Short: "Merge reports of any formats into one",
		Long:  exportLong,
		Example: `  covls merge unit.info integration.info -o all.info
  covls merge --root . cover.out coverage/coverage-final.json --json`,
		Args: func(_ *cobra.Command, inputs []string) error {
			if len(inputs) == 0 {
				return hinted(fmt.Errorf("there is nothing to merge"), "name the reports")
			}
			return nil
		},
		RunE: func(c *cobra.Command, inputs []string) error {
			return a.export(c.Context(), inputs, o)
		},
	}
	exportFlags(c, &o)
	return c
}
