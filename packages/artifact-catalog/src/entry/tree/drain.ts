/** Does all tasks, and those that they lead to, at most `lanes` at a time. Rejects once nothing runs any more. */
export async function drain<Task>(
  first: readonly Task[],
  { lanes, work }: { readonly lanes: number; readonly work: (task: Task) => Promise<readonly Task[]> },
): Promise<void> {
  const pending = [...first];
  const failures: unknown[] = [];
  let active = 0;
  await new Promise<void>((resolve) => {
    const pump = () => {
      while (failures.length === 0 && active < lanes) {
        const task = pending.pop();
        if (task === undefined) break;
        active += 1;
        work(task)
          .then(
            (more) => {
              for (const each of more) pending.push(each);
            },
            (error: unknown) => void failures.push(error),
          )
          .finally(() => {
            active -= 1;
            pump();
          });
      }
      if (active === 0) resolve();
    };
    pump();
  });
  if (failures.length > 0) throw failures[0];
}
