def sort_tasks(needs):
    """Orders tasks so that each comes after the ones it needs; alphabetical where free.

    `needs` maps a task to the tasks it needs. A circle raises ValueError.
    """
    waiting = {task: set(needed) for task, needed in needs.items()}
    for needed in needs.values():
        for task in needed:
            waiting.setdefault(task, set())
    done = []
    while waiting:
        free = sorted(task for task, needed in waiting.items() if needed <= set(done))
        if not free:
            raise ValueError("the tasks need each other in a circle")
        done.append(free[0])
        del waiting[free[0]]
    return done
