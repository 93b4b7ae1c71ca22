package lsp

// Folders come and go while an editor runs.

type workspaceFolder struct {
	URI  string `json:"uri"`
	Name string `json:"name"`
}

type didChangeWorkspaceFoldersParams struct {
	Event struct {
		Added   []workspaceFolder `json:"added"`
		Removed []workspaceFolder `json:"removed"`
	} `json:"event"`
}

// didChangeWorkspaceFolders removes first: an editor that renames a folder
// sends the old one and the new one together.
func (s *session) didChangeWorkspaceFolders(p *didChangeWorkspaceFoldersParams) error {
	for _, f := range p.Event.Removed {
		s.removeFolder(f.URI)
	}
	for _, f := range p.Event.Added {
		s.addFolder(f.URI, f.Name)
	}
	return nil
}
