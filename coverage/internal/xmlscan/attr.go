package xmlscan

// Attributes of the current Start. A reader of hot elements goes through all of
// them once with a switch over their names; for the others there is Attr.

// Attrs is how many attributes the current Start has.
func (s *Scanner) Attrs() int { return len(s.attrs) }

// AttrName is the i-th attribute's name, with its prefix if it has one.
func (s *Scanner) AttrName(i int) []byte {
	a := &s.attrs[i]
	return s.input.buf[s.at+int(a.name) : s.at+int(a.nameEnd)]
}

// AttrValue is the i-th attribute's value, decoded.
func (s *Scanner) AttrValue(i int) []byte {
	a := &s.attrs[i]
	value := s.input.buf[s.at+int(a.value) : s.at+int(a.valueEnd)]
	if a.plain {
		return value
	}
	return s.decode(value, true)
}

// Attr is the value of the first attribute with that name; false where there is none.
func (s *Scanner) Attr(name string) ([]byte, bool) {
	for i := range s.attrs {
		if string(s.AttrName(i)) == name {
			return s.AttrValue(i), true
		}
	}
	return nil, false
}
