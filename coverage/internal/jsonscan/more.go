package jsonscan

// More reports whether another document follows the one that was read, with
// nothing but white space between: gcov --stdout writes one a line, and others
// write JSON lines. Each is then read like the first.
func (s *Scanner) More() (bool, error) {
	for {
		for ; s.pos < len(s.buf); s.pos++ {
			switch s.buf[s.pos] {
			case ' ', '\t', '\n', '\r':
			default:
				return true, nil
			}
		}
		if ok, err := s.fill(); !ok {
			return false, err
		}
	}
}
