import { useEffect, useRef, useState } from 'preact/hooks';

export interface Recorder {
  readonly isRecording: boolean;
  /** Asks the reader for the microphone. @throws when it is not allowed or not there */
  start(): Promise<void>;
  stop(): void;
}

/** Records from the microphone; what was recorded is passed on when it is stopped. */
export function useRecorder(onRecorded: (recording: Blob) => void): Recorder {
  const [isRecording, setRecording] = useState(false);
  const current = useRef<MediaRecorder>(undefined);
  useEffect(() => () => end(current.current), []);

  async function start(): Promise<void> {
    if (navigator.mediaDevices === undefined)
      throw new Error('This browser allows recording only at localhost or over https.');
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream);
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => void pieces.push(data);
    recorder.onstop = () => {
      setRecording(false);
      onRecorded(new Blob(pieces, { type: recorder.mimeType }));
    };
    current.current = recorder;
    recorder.start();
    setRecording(true);
  }

  return { isRecording, start, stop: () => end(current.current) };
}

function end(recorder: MediaRecorder | undefined): void {
  if (recorder === undefined || recorder.state === 'inactive') return;
  recorder.stop();
  for (const track of recorder.stream.getTracks()) track.stop();
}
