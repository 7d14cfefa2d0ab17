import asyncio


async def gather_limited(limit, *functions):
    """Runs functions that return awaitables, at most `limit` at a time."""
    if limit < 1:
        raise ValueError("the limit must be at least 1")
    semaphore = asyncio.Semaphore(limit)

    async def run(function):
        async with semaphore:
            return await function()

    return list(await asyncio.gather(*(run(function) for function in functions)))
