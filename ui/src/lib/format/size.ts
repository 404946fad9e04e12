import { formatLocale } from "$lib/language";
import { m } from "$lib/paraglide/messages";

/** `4.2 MB`: binary steps, as file managers count. */
export function fileSize(bytes: number): string {
  const digits = (value: number) =>
    new Intl.NumberFormat(formatLocale(), { maximumFractionDigits: value < 10 ? 1 : 0 }).format(
      value,
    );
  if (bytes < 1024) return m.size_bytes({ size: digits(bytes) });
  if (bytes < 1024 * 1024) return m.size_kib({ size: digits(bytes / 1024) });
  return m.size_mib({ size: digits(bytes / 1024 / 1024) });
}

/** `1,204`, in the locale's way. */
export function number(value: number): string {
  return new Intl.NumberFormat(formatLocale()).format(value);
}
