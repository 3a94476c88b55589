/** A modal over the window: dimmed ground, focus kept inside by the dialog element, Escape and a click outside close it. */
import { useEffect, useRef, type ReactNode } from 'react';

export function Overlay({
  label,
  onClose,
  children,
  width = 'max-w-120',
}: {
  label: string;
  onClose: () => void;
  children: ReactNode;
  width?: string;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-label={label}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={`m-auto mt-24 w-full short:mt-4 ${width} rounded-sm border border-line bg-panel p-0 outline-none text-text shadow-overlay backdrop:bg-shade`}
    >
      {children}
    </dialog>
  );
}
