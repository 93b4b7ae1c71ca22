package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// A build is what this binary knows of its own making, for bug reports and for
// editors that check whether theirs is recent enough.
type build struct {
	Schema   int    `json:"schema"`
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"` // of git, with "+dirty" when there were changes
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
}

// readBuild reads what the Go linker wrote into the binary.
func readBuild() build {
	b := build{Schema: schema, Version: "(devel)", Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	dirty := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.Revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+dirty"
		}
	}
	if b.Revision != "" {
		b.Revision += dirty
	}
	return b
}

// String gives "covls v1.2.3 (abcdef123456, go1.26.0, linux/amd64)".
func (b build) String() string {
	details := b.Go + ", " + b.OS + "/" + b.Arch
	if b.Revision != "" {
		details = b.Revision + ", " + details
	}
	return fmt.Sprintf("covls %s (%s)", b.Version, details)
}

func versionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version, the revision it was built from, and the platform.\n\nFormats: text, json.",
		Example: "  covls version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			format, err := a.output("text", "json")
			if err != nil {
				return err
			}
			b := readBuild()
			if format == "json" {
				return a.writeJSON(b)
			}
			_, err = fmt.Fprintln(a.out, b)
			return err
		},
	}
}
