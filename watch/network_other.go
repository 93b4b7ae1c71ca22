//go:build !linux && !darwin && !windows

package watch

// Elsewhere nobody says which file systems are remote; polling is an option.

func onNetwork(string) bool { return false }
