package doctor

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index"
)

// The examination in JSON, for bug reports. It only ever grows (contract §1),
// and holds names and numbers, no source text.

// A Document is `covls doctor --json`.
type Document struct {
	Schema    int               `json:"schema"`
	Version   string            `json:"version"` // of covls
	Workspace string            `json:"workspace"`
	File      *fileDocument     `json:"file"` // null when none was asked about
	Steps     []stepDocument    `json:"steps"`
	Reports   []reportDocument  `json:"reports"`
	Mappings  []mappingDocument `json:"mappings"` // that --fix would write
	Written   []mappingDocument `json:"written"`  // that --fix wrote
	Stacks    []stackDocument   `json:"stacks"`
	Problems  []problemDocument `json:"problems"`
	Machine   machineDocument   `json:"machine"`
}

type fileDocument struct {
	Path       string            `json:"path"`
	Exists     bool              `json:"exists"`
	Ignored    bool              `json:"ignored"`
	Mentions   []mentionDocument `json:"mentions"`
	NearMisses []missDocument    `json:"near_misses"`
}

type mentionDocument struct {
	Report string `json:"report"`
	Path   string `json:"path"`
	How    string `json:"how"`
}

type missDocument struct {
	Report string `json:"report,omitempty"`
	Path   string `json:"path"`
	// Verdict is missing, ambiguous or outside.
	Verdict    string   `json:"verdict"`
	Mapped     bool     `json:"mapped"`
	Candidates []string `json:"candidates"`
}

type stepDocument struct {
	Name    string `json:"name"`
	State   State  `json:"state"`
	Finding string `json:"finding"`
	Action  string `json:"action"`
}

type reportDocument struct {
	Name       string            `json:"name"`
	Format     string            `json:"format"`
	Flags      []string          `json:"flags"`
	Paths      int               `json:"paths"`
	Found      map[string]int    `json:"found"` // by the way they were found
	Learned    []mappingDocument `json:"inferred"`
	Possible   []mappingDocument `json:"possible"`
	Unresolved []missDocument    `json:"unresolved"` // examples
	SameRun    string            `json:"same_run"`
	Dropped    int               `json:"dropped"`
	Problem    *problemDocument  `json:"problem"`
}

type mappingDocument struct {
	From string   `json:"from"`
	To   []string `json:"to"` // more than one: they fit equally well
	// For and Against are how many paths are files under it, and how many not.
	For     int `json:"for"`
	Against int `json:"against"`
}

type stackDocument struct {
	Name     string   `json:"name"`
	Evidence string   `json:"evidence"`
	Setup    []string `json:"setup"`
	Command  string   `json:"command"`
	Report   string   `json:"report"`
}

type problemDocument struct {
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

type machineDocument struct {
	Platform   string `json:"platform"`
	Git        string `json:"git"` // empty without one
	Cache      string `json:"cache"`
	Index      string `json:"index"`
	IndexSize  int64  `json:"index_size"` // bytes
	IndexTaken bool   `json:"index_taken"`
	Watches    int    `json:"watches"` // 0 without a limit
	Folders    int    `json:"folders"`
	Files      int    `json:"files"`
}

// Document makes the JSON. schema and version are the command line's.
func (e *Examination) Document(schema int, version string, written []Mapping) Document {
	d := Document{
		Schema: schema, Version: version, Workspace: e.Root,
		Steps: []stepDocument{}, Reports: []reportDocument{}, Mappings: []mappingDocument{},
		Written: []mappingDocument{}, Stacks: []stackDocument{}, Problems: []problemDocument{},
		Machine: machineDocument{
			e.Machine.Platform, e.Machine.Git, e.Machine.Cache, e.Machine.Index, e.Machine.IndexSize,
			e.Machine.IndexTaken, e.Machine.Watches, e.Machine.Folders, e.Diagnosis.Files,
		},
	}
	if f := e.Diagnosis.File; f != nil {
		d.File = newFileDocument(f)
	}
	for _, s := range e.Steps {
		d.Steps = append(d.Steps, stepDocument(s))
	}
	for i := range e.Diagnosis.Reports {
		d.Reports = append(d.Reports, newReportDocument(&e.Diagnosis.Reports[i]))
	}
	for _, p := range e.Diagnosis.Proposals {
		d.Mappings = append(d.Mappings, mappingDocument{p.From, p.To, p.Files, p.Missing})
	}
	for _, m := range written {
		d.Written = append(d.Written, mappingDocument{From: m.From, To: []string{m.To}, For: m.Files})
	}
	for _, s := range e.Stacks {
		d.Stacks = append(d.Stacks, stackDocument{s.Name, s.Evidence, append([]string{}, s.Setup...), s.Command, s.Report})
	}
	for _, p := range e.Diagnosis.Problems {
		d.Problems = append(d.Problems, problemDocument(p))
	}
	return d
}

func newFileDocument(f *index.FileDiagnosis) *fileDocument {
	d := &fileDocument{f.Path, f.Exists, f.Ignored, []mentionDocument{}, []missDocument{}}
	for _, m := range f.Mentions {
		d.Mentions = append(d.Mentions, mentionDocument{m.Report, m.Path, m.How.String()})
	}
	for _, m := range f.NearMisses {
		d.NearMisses = append(d.NearMisses, newMissDocument(m.Report, m.Unresolved))
	}
	return d
}

func newMissDocument(report string, u index.Unresolved) missDocument {
	return missDocument{report, u.Path, u.Verdict.String(), u.Mapped, append([]string{}, u.Candidates...)}
}

func newReportDocument(r *index.ReportDiagnosis) reportDocument {
	d := reportDocument{
		Name: r.Name, Format: r.Format, Flags: append([]string{}, r.Flags...), Paths: r.Paths, Found: map[string]int{},
		Learned: []mappingDocument{}, Possible: []mappingDocument{}, Unresolved: []missDocument{},
		SameRun: r.SameRun, Dropped: r.Dropped.Count, Problem: newProblem(r.Problem),
	}
	for _, f := range r.Found {
		d.Found[f.How.String()] = f.Files
	}
	for _, p := range r.Learned {
		d.Learned = append(d.Learned, mappingDocument{p.From, []string{p.To}, p.Files, p.Missing})
	}
	for _, p := range r.Proposals {
		d.Possible = append(d.Possible, mappingDocument{p.From, p.To, p.Files, p.Missing})
	}
	for _, u := range r.Unresolved {
		d.Unresolved = append(d.Unresolved, newMissDocument("", u))
	}
	return d
}

func newProblem(p *coverage.Problem) *problemDocument {
	if p == nil {
		return nil
	}
	return new(problemDocument(*p))
}
