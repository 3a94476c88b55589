/**
 * From settings to an endpoint that may be called: address, model, way of asking, price, key. Refuses an address that would
 * carry the key or the headlines in the clear over the internet, and gives a preset's key to that preset's address only.
 */
import { failed, ok, type Result } from '../../../src-shared/fault.ts';
import type { ModelEndpointSettings, ModelPrice, ModelSettings } from '../../../src-shared/model-settings.ts';
import { bareHost, checkedUrl, isPublicAddress } from '../../base/http-address.ts';
import type { Secrets } from '../../base/secrets.ts';
import { PRESETS, priceOf, type Preset } from './presets.ts';

export interface Endpoint extends Pick<Preset, 'label' | 'output' | 'tools' | 'maxTokensField'> {
  /** The preset's name, stored as llm_provider. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly model: string;
  readonly price: ModelPrice | null;
  readonly key: string | null;
}

export const ANY_KEY = 'MANE_MODEL_KEY';
const JUDGE_KEY = 'MANE_JUDGE_KEY';

/** The judge's: the narrator's own, or another one, which gets the narrator's key only at the narrator's address. */
export function judgeEndpointOf(settings: ModelSettings, secrets: Secrets): Result<Endpoint> {
  const { endpoint } = settings.judge;
  if (endpoint === null) return endpointOf(settings, secrets);
  const isSame = originOf(endpoint) !== null && originOf(endpoint) === originOf(settings);
  return endpointOf(endpoint, secrets, isSame && secrets.get(JUDGE_KEY) === null ? ANY_KEY : JUDGE_KEY);
}

const originOf = ({ preset, baseUrl }: ModelEndpointSettings): string | null =>
  URL.parse(baseUrl ?? PRESETS[preset].baseUrl ?? '')?.origin ?? null;

/** `anyKey` is the variable whose key goes to whatever address the settings say. */
export function endpointOf(settings: ModelEndpointSettings, secrets: Secrets, anyKey = ANY_KEY): Result<Endpoint> {
  const preset = PRESETS[settings.preset];
  const text = settings.baseUrl ?? preset.baseUrl;
  const model = settings.model ?? preset.model;
  if (text === null)
    return failed('bad_input', 'model.baseUrl: expected the address of the endpoint, such as https://…/v1');
  if (model === null) return failed('bad_input', 'model.model: expected the name of a model of that endpoint');
  const url = checkedUrl(text);
  if (!url.ok) return failed('bad_input', `model.baseUrl: ${url.fault.detail}`);
  if (url.value.protocol === 'http:' && isOutside(url.value))
    return failed(
      'bad_input',
      `model.baseUrl: expected https: for ${url.value.host}, which is not on this machine or network`,
    );
  const key = secrets.get(anyKey) ?? ownKey(preset, url.value, secrets);
  if (key === null && preset.keyName !== null)
    return failed('bad_input', `${preset.label} needs a key: set ${preset.keyName} or ${anyKey} in the environment`);
  const { label, maxTokensField } = preset;
  return ok({
    label: settings.preset === 'custom' ? url.value.host : label,
    provider: settings.preset,
    baseUrl: url.value.href.replace(/\/+$/, ''),
    model,
    output: settings.output ?? preset.output,
    tools: settings.tools ?? preset.tools,
    maxTokensField,
    price: priceOf(settings),
    key,
  });
}

function ownKey({ keyName, baseUrl }: Preset, url: URL, secrets: Secrets): string | null {
  if (keyName === null || baseUrl === null) return null;
  return new URL(baseUrl).origin === url.origin ? secrets.get(keyName) : null;
}

/** A public address, or a name that could be one. */
function isOutside(url: URL): boolean {
  const host = bareHost(url.hostname);
  if (/^[\d.]+$/.test(host) || host.includes(':')) return isPublicAddress(host);
  return host.includes('.') && !/(?:^|\.)(?:localhost|local|lan|internal|home\.arpa)$/.test(host);
}
