import { useState } from 'preact/hooks';
import type { HardwareAnswer, ModelEntry, ModelFit } from 'rbee-hive-daemon/api';
import { fitsPath } from '../../api/paths.js';
import { formatMemory } from '../../model/format.js';
import { accelerators } from '../../model/machine-facts.js';
import { type Launch, takes } from '../../model/start/launching.js';
import { fitText } from '../../model/start/model-text.js';
import { contextStops, contextText, layersText } from '../../model/start/start-form.js';
import { useResource } from '../../state/use-resource.js';
import type { FieldsProps } from './fields.js';

interface SlidersProps extends FieldsProps {
  readonly launch: Launch | undefined;
  readonly model: ModelEntry;
}

/** Context and layers on the GPU, where the worker takes them, with what that means for this machine's memory. */
export function Sliders({ launch, model, form, onChange }: SlidersProps) {
  const { context, gpuLayers } = form;
  const fit = useResource<ModelFit>(
    model.format === 'gguf'
      ? fitsPath(model.id, {
          ...(context !== undefined && { context }),
          ...(gpuLayers !== undefined && { gpuLayers }),
        })
      : undefined,
  );
  const hardware = useResource<HardwareAnswer>('/v1/hardware');
  const [last, setLast] = useState<ModelFit>();
  if (fit.data !== undefined && fit.data !== last) setLast(fit.data);
  const known = fit.data ?? last;
  if (known === undefined) return null;
  const stops = contextStops(known.contextLength ?? known.report.context);
  const layers = known.report.layers;
  const hasCard = hardware.data !== undefined && accelerators(hardware.data).some(({ isUsable }) => isUsable);
  return (
    <>
      {takes(launch, 'context') && (
        <Slider
          label="Context"
          text={contextText(context)}
          most={stops.length}
          value={context === undefined ? 0 : stops.indexOf(context) + 1}
          onChange={(place) => onChange({ ...form, context: place === 0 ? undefined : stops[place - 1] })}
        />
      )}
      {hasCard && takes(launch, 'gpu_layers') && (
        <Slider
          label="Layers on the GPU"
          text={layersText(gpuLayers, layers)}
          most={layers + 1}
          value={gpuLayers === undefined ? 0 : gpuLayers + 1}
          onChange={(place) => onChange({ ...form, gpuLayers: place === 0 ? undefined : place - 1 })}
        />
      )}
      <p class={known.report.verdict === 'no' ? 'tone-bad small' : 'muted small'} role="status">
        {fitText(known.report)}: {formatMemory(known.report.totalBytes)} with{' '}
        {contextText(known.report.context)}.
      </p>
    </>
  );
}

interface SliderProps {
  readonly label: string;
  readonly text: string;
  /** The last place; 0 is the first. */
  readonly most: number;
  readonly value: number;
  readonly onChange: (place: number) => void;
}

function Slider({ label, text, most, value, onChange }: SliderProps) {
  return (
    <label class="field">
      <span class="slider-head">
        {label} <span class="muted">{text}</span>
      </span>
      <input
        type="range"
        min={0}
        max={most}
        step={1}
        value={value}
        aria-label={label}
        aria-valuetext={text}
        onInput={(event) => onChange(Number(event.currentTarget.value))}
      />
    </label>
  );
}
