def sort_tasks(needs):
    """Orders tasks so that each comes after the ones it needs; alphabetical where free.

    `needs` maps a task to the tasks it needs. A circle raises ValueError.
    """
    done = []
    waiting = list(needs)
    while waiting:
        for task in waiting:
            if all(need in done for need in needs[task]):
                done.append(task)
                waiting.remove(task)
    return done
