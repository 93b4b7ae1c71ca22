def main():
    x, width = 3, 10
    plain = f"{x}"
    braces = f"{{not}} {x!r:>{width}} {x=}"
    nested = f"{'quoted'} {x:{width}.{width}f} {[n for n in range(3)]}"
    triple = f"""first {
        x
    } and
    {x:>{
        width
    }} last"""
    raw = rf"\d{x}\{x}"
    joined = ("a" f"{x}" 'b'
              "c")
    escaped = "a\
b\"c'"
    mixed = r'\'' + "\\" + ''' ' '' '''
    if f"{x}":
        return b"\x00", u"u", Rb"raw"
    return plain, braces
