package config

import (
	"fmt"

	"github.com/BurntSushi/toml"
)

// TOML: the tables below tool.coverage, or in a file of coverage.py's own also
// those at the top.

func readTOML(data []byte, own bool) (*file, error) {
	var document map[string]any
	meta, err := toml.Decode(string(data), &document)
	if err != nil {
		return nil, err
	}
	out := &file{}
	tool, _ := document["tool"].(map[string]any)
	ours, _ := tool["coverage"].(map[string]any)
	if ours == nil && own {
		ours = document
	}
	// The order of keys matters for paths, and only the metadata has it.
	for _, key := range meta.Keys() {
		if len(key) >= 2 && key[0] == "tool" && key[1] == "coverage" {
			key = key[2:]
		}
		if len(key) != 2 {
			continue
		}
		section, _ := ours[key[0]].(map[string]any)
		if v, ok := section[key[1]]; ok {
			out.add(key[0], valueOf(key[1], v))
		}
	}
	return out, nil
}

func valueOf(key string, v any) value {
	list, ok := v.([]any)
	if !ok {
		return value{key: key, text: fmt.Sprint(v)}
	}
	texts := make([]string, len(list))
	for i, element := range list {
		texts[i] = fmt.Sprint(element)
	}
	return value{key: key, list: texts}
}
