//go:build !linux

package doctor

// watchLimit is 0: other systems watch by handles and streams, whose limits a
// person cannot raise.
func watchLimit() int { return 0 }
