import { z } from 'zod';

/** The program that a project published, and where it is from. */
export const chosenReleaseSchema = z.object({
  repository: z.string().describe('On GitHub: owner/name'),
  tag: z.string(),
  commit: z.string().describe('The commit that the tag is at'),
  asset: z.string().describe('The name of the file'),
  prerelease: z.boolean(),
  bytes: z.number().exactOptional().describe('Of all files, where the release says so'),
});

/** The program that a project published, and where it is from. */
export type ChosenRelease = Readonly<z.infer<typeof chosenReleaseSchema>>;
