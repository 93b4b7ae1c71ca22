package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// constructors make the subcommands, in the order in which help lists them. A
// new command is a file of its own and a line here.
var constructors = []func(*app) *cobra.Command{
	serveCommand,
	watchCommand,
	showCommand,
	reportCommand,
	explainCommand,
	statusCommand,
	doctorCommand,
	exportCommand,
	mergeCommand,
	demoCommand,
	versionCommand,
}

const rootLong = `covls shows what your tests cover: in your editor, in the terminal, as they run.

It finds the coverage reports that your tools write, keeps an index of them, and
answers from it. No configuration is needed; covls.yaml at the top of the
workspace can name more reports and give them flags.

The workspace is the git repository of the folder that -C names, or of the
current one; without git it is the folder itself.

Exit codes: 0 done, 1 a verdict failed, 2 usage or configuration error,
3 indeterminate. --exit-zero makes 1 and 3 into 0.`

// newRoot builds the command tree around an app.
func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "covls",
		Short: "Code coverage in your editor and terminal",
		Long:  rootLong,
		Example: `  go test -coverprofile=cover.out ./... && covls report
  covls show calc/calc.go
  covls watch`,
		Version:                    readBuild().String(),
		SilenceErrors:              true, // exit has the words
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return hinted(unknownCommand(c, args[0]), "`covls --help` lists the commands")
			}
			return c.Help() // a command line without a command is a question
		},
		Args: cobra.ArbitraryArgs,
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if a.json {
				if a.format != "" && a.format != "json" {
					return hinted(fmt.Errorf("--json and --format %s contradict each other", a.format), "give one of them")
				}
				a.format = "json"
			}
			_, err := a.level()
			return err
		},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringVarP(&a.dir, "directory", "C", "", "work on the workspace of `DIR` instead of the current folder's")
	flags.StringVar(&a.config, "config", "", "read the configuration from `FILE` instead of the workspace's covls.yaml")
	flags.StringVar(&a.logLevel, "log-level", "warn", "what is logged on stderr: debug, info, warn or error")
	flags.StringVar(&a.format, "format", "", "choose an output, text unless the command says otherwise")
	flags.BoolVar(&a.json, "json", false, "short for --format json")
	flags.BoolVar(&a.exitZero, "exit-zero", false, "exit 0 whatever a verdict says")
	root.CompletionOptions.HiddenDefaultCmd = true
	for _, construct := range constructors {
		root.AddCommand(construct(a))
	}
	return root
}

func unknownCommand(c *cobra.Command, name string) error {
	message := fmt.Sprintf("there is no command %q", name)
	if similar := c.SuggestionsFor(name); len(similar) > 0 {
		message += ", did you mean " + strings.Join(similar, " or ")
	}
	return errors.New(message)
}

// level is the log level that was asked for.
func (a *app) level() (slog.Level, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(a.logLevel)); err != nil {
		return 0, hinted(fmt.Errorf("unknown log level %q", a.logLevel), "use debug, info, warn or error")
	}
	return level, nil
}

// log is the log of a command whose stderr a person reads. PersistentPreRunE has
// refused levels that do not exist.
func (a *app) log() *slog.Logger {
	level, _ := a.level()
	return slog.New(logVoice{voice: &a.voice, level: level})
}

// folder is the one whose workspace is meant.
func (a *app) folder() (string, error) {
	if a.dir != "" {
		return a.dir, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", hinted(fmt.Errorf("find the current folder: %w", err), "name one with -C DIR")
	}
	return dir, nil
}

// output is the format that was asked for, the first of those on offer when
// none was.
func (a *app) output(offered ...string) (string, error) {
	if a.format == "" {
		return offered[0], nil
	}
	for _, f := range offered {
		if f == a.format {
			return f, nil
		}
	}
	return "", hinted(fmt.Errorf("there is no output format %q here", a.format), "use "+choices(offered))
}

// choices gives "text, json or markdown".
func choices(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
