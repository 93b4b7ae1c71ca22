package xmlscan

import "math"

// Uint reads a whole number in decimal digits, as most attributes of a report
// hold one. False where value is anything else: empty, signed, a fraction, or
// beyond 64 bits.
func Uint(value []byte) (uint64, bool) {
	if len(value) == 0 || len(value) > 20 {
		return 0, false
	}
	var n uint64
	for i, c := range value {
		d := uint64(c - '0')
		if d > 9 || i == 19 && n > (math.MaxUint64-d)/10 { // 19 digits always fit
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}
