# Conditions that the compiler decides.
DEBUG = False


def main():
    if 0:
        print("never")
    if False:
        print("never")
    else:
        one = 1
    if True:
        two = 2
    else:
        print("never")
    if __debug__:
        three = 3
    if not __debug__:
        print("never")
    if DEBUG:
        print("not now")
    while 0:
        print("never")
    while False:
        print("never")
    else:
        four = 4
    if one and False:
        print("never")
    if one or True:
        five = 5
    if ():
        print("never")
    if "":
        print("never")
    elif "text":
        six = 6
    else:
        print("never")
    if 0.0 or 0x0 or None:
        print("never")
    if (1, 2):
        seven = 7
    if [1] and not []:
        eight = 8
    if one if two else three:
        nine = 9
    ...
    "not a docstring"
    12
    match one:
        case 2 if False:
            print("never")
        case _ if True:
            return one
    print("never")
