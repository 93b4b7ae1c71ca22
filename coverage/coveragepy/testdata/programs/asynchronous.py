import asyncio


class Manager:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *args):
        return False


async def numbers():
    for n in range(3):
        yield n


async def work(flag):
    async with Manager() as m:
        async for n in numbers():
            if n == 1:
                continue
        else:
            flag = m
    result = [n async for n in numbers()]
    if await asyncio.sleep(0, flag):
        return result
    return None


def main():
    asyncio.run(work(False))
